// The hatch of locked notes: stripes in the colour of the paper, as a fill.

const STRIPE = 5;
const tiles = new Map();

// One tile of stripes, as fine as the screen.
function tileOf({ scale }, colour) {
  const size = Math.round(STRIPE * scale);
  const tile = new OffscreenCanvas(size, size);
  const ink = tile.getContext("2d");
  ink.strokeStyle = colour;
  ink.lineWidth = 1.3 * scale;
  ink.lineCap = "square";
  ink.beginPath();
  for (const at of [-size, 0, size]) {
    ink.moveTo(at, size);
    ink.lineTo(at + size, 0);
  }
  ink.stroke();
  return tile;
}

/** The fill for locked notes; goes along when the view is scrolled. */
export function hatchOf(layer, view, { paper }) {
  const name = `${layer.scale} ${paper}`;
  if (!tiles.has(name)) {
    tiles.set(name, tileOf(layer, paper));
  }
  const tile = tiles.get(name);
  const hatch = layer.ink.createPattern(tile, "repeat");
  const step = STRIPE / tile.width;
  hatch.setTransform(new DOMMatrix([step, 0, 0, step, -(view.left % STRIPE), -(view.top % STRIPE)]));
  return hatch;
}

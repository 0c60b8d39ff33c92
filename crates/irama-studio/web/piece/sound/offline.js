// Renders a song by the rules of the desk without playing it: what tests measure.

import { openStrips } from "./desk.js";
import { gainsOf } from "./gains.js";
import { stemsOf } from "./stems.js";

const RATE = 44_100;

/** The song as the mixer has it: an audio buffer whose channels 2i and 2i + 1 are part i, as it goes
 *  into the mix. `seconds` bounds how much. */
export async function renderOffline(song, mixer, seconds = song.seconds) {
  const buffers = await stemsOf(song);
  const n = song.parts.length;
  const context = new OfflineAudioContext(2 * n, Math.ceil(seconds * RATE), RATE);
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 * n });
  merger.connect(context.destination);
  context.destination.channelInterpretation = "discrete";
  const gains = gainsOf(mixer, song.parts);
  buffers.forEach((buffer, i) => {
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    const [strip] = openStrips(context, [gains[i] * buffer.makeUp], splitter);
    splitter.connect(merger, 0, 2 * i);
    splitter.connect(merger, 1, 2 * i + 1);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(strip.input);
    source.start();
  });
  return context.startRendering();
}

/** The energy of each part in what `renderOffline` gives. */
export function energies(rendered) {
  return Array.from({ length: rendered.numberOfChannels / 2 }, (_, i) => [0, 1].reduce((sum, side) => {
    const data = rendered.getChannelData(2 * i + side);
    return sum + data.reduce((all, it) => all + it * it, 0);
  }, 0));
}

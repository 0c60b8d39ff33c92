// The desk: what sound passes on its way out. Strips for the parts, the master volume, and a gentle
// limiter. The same for what is heard and for what tests render.

const RAMP_S = 0.015;
const METER_SAMPLES = 1024;
/** How long the limiter holds sound back. */
export const LIMITER_S = 0.006;
// The limiter of browsers brings everything up by a fixed amount, which this takes back.
const LIMITER_MAKE_UP = 10 ** (-1.5 / 20);

/** Moves a gain without a click. */
export function glide(param, value, now, seconds = RAMP_S) {
  param.cancelScheduledValues(now);
  param.setValueAtTime(param.value, now);
  param.linearRampToValueAtTime(value, now + seconds);
}

/** The way out of an audio context: what plays goes into `input`. */
export function openMaster(context) {
  const input = new GainNode(context);
  const limiter = new DynamicsCompressorNode(context, { threshold: -2.5, knee: 3, ratio: 12, attack: 0.002, release: 0.12 });
  const after = new GainNode(context, { gain: LIMITER_MAKE_UP });
  input.connect(limiter).connect(after).connect(context.destination);
  return { input, output: after };
}

/** One strip a part: `gains` as factors; sound goes into `strips[i].input`. */
export function openStrips(context, gains, output, { meters = false } = {}) {
  return gains.map((gain) => {
    const node = new GainNode(context, { gain });
    node.connect(output);
    const strip = { input: node, gain: node.gain };
    if (meters) {
      strip.meter = new AnalyserNode(context, { fftSize: METER_SAMPLES });
      node.connect(strip.meter);
    }
    return strip;
  });
}

const samples = new Float32Array(METER_SAMPLES);

/** The level of a strip just now: its peak, from 0. */
export function levelOf(strip) {
  if (!strip?.meter) {
    return 0;
  }
  strip.meter.getFloatTimeDomainData(samples);
  let peak = 0;
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
  }
  return peak;
}

// The clock of what is heard: the time of the audio context at the loudspeaker, which is behind the
// time at which sound is made.

const MOST_OFF_S = 0.5;

/** The time of `context` of what is heard just now. */
export function heardTime(context) {
  const late = context.outputLatency || context.baseLatency || 0;
  const plain = context.currentTime - late;
  const stamp = context.getOutputTimestamp?.();
  if (context.state !== "running" || !stamp?.performanceTime) {
    return plain;
  }
  // Runs smoothly between the blocks in which `currentTime` moves on.
  const smooth = stamp.contextTime + (performance.now() - stamp.performanceTime) / 1000;
  return Math.abs(smooth - plain) < MOST_OFF_S ? smooth : plain;
}

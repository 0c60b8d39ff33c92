// How loud each part is: what the mixer says, found again by number and name, and the rule of mute
// and solo. Knows nothing of the page, so that tests run it without one.

const USUAL = { mute: false, solo: false, volume: 0.8 };
/** The volume at which a part sounds as it was written. */
export const UNITY = USUAL.volume;

/** What the mixer says of each of `parts`. A part that moved is found by its name, one that was
 *  renamed by its number. */
export function settingsOf(mixer, parts) {
  const kept = mixer?.parts ?? [];
  const names = parts.map((it) => it.name);
  return parts.map(({ name }, idx) => {
    const same = kept[idx]?.name === name ? kept[idx] : null;
    const moved = kept.find((it, i) => it?.name === name && names[i] !== name);
    const renamed = kept[idx] && !names.includes(kept[idx].name) ? kept[idx] : null;
    const { mute, solo, volume } = { ...USUAL, ...(same ?? moved ?? renamed) };
    return { mute: Boolean(mute), solo: Boolean(solo), volume: Number.isFinite(volume) ? volume : UNITY };
  });
}

/** A slider's place between 0 and 1 as a factor: as loud as written at `UNITY`, about +4 dB at 1. */
export const gainOf = (volume) => (Math.min(1, Math.max(0, volume)) / UNITY) ** 2;

/** Whether each part is heard: one that is muted is not, and if any is solo, no other is. */
export function heardOf(settings) {
  const isAnySolo = settings.some((it) => it.solo);
  return settings.map((it) => !it.mute && (it.solo || !isAnySolo));
}

/** The factor of each part by the mixer: 0 where it is not heard. `parts` are the song's, or how
 *  many it has. */
export function gainsOf(mixer, parts) {
  const list = typeof parts === "number" ? Array.from({ length: parts }, (_, i) => ({ name: mixer?.parts?.[i]?.name })) : parts;
  const settings = settingsOf(mixer, list);
  const heard = heardOf(settings);
  return settings.map((it, i) => (heard[i] ? gainOf(it.volume) : 0));
}

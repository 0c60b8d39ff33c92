// Numbers, times and sizes as the language writes them, and numbers as people type them.

import { locale, t } from "./words.js";

/** A number with at most so many decimals. */
export function number(value, digits = 0) {
  if (value == null || !Number.isFinite(value)) {
    return "–";
  }
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits, minimumFractionDigits: digits > 1 ? digits : 0 }).format(value);
}

/** A share as a whole percentage. */
export const percent = (share) => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);

/** A number that was typed, with comma or point: `0,8` and `0.8`. `NaN` if it is none. */
export function parseNumber(text) {
  const plain = String(text).trim().replace(/\s/g, "");
  const oneMark = /^[+-]?\d*[.,]?\d+(e[+-]?\d+)?$/i.test(plain);
  return oneMark ? Number(plain.replace(",", ".")) : NaN;
}

/** Seconds as minutes and seconds, as music is: `1:05`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds ?? 0));
  const pad = (it) => String(it).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** How long something takes, in words. */
export function duration(seconds) {
  if (seconds < 90) {
    return t("time.seconds", { n: Math.max(1, Math.round(seconds)) });
  }
  return seconds < 5400 ? t("time.minutes", { n: Math.round(seconds / 60) }) : t("time.hours", { n: Math.round(seconds / 360) / 10 });
}

/** How long ago a time of the server was. */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (seconds < 3) {
    return t("time.now");
  }
  const steps = [[60, 1, "second"], [3600, 60, "minute"], [86400, 3600, "hour"], [Infinity, 86400, "day"]];
  const [, unit, name] = steps.find(([below]) => seconds < below);
  return new Intl.RelativeTimeFormat(locale(), { style: "short" }).format(-Math.floor(seconds / unit), name);
}

/** The date and time of something. */
export const date = (time) => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

/** Bytes, in the unit that fits. */
export function size(bytes) {
  const steps = ["kB", "MB", "GB"];
  let value = bytes / 1000;
  let step = 0;
  while (value >= 1000 && step < 2) {
    value /= 1000;
    step += 1;
  }
  return `${number(value, value < 10 ? 1 : 0)} ${steps[step]}`;
}

/** A name of ours for a file: no signs that a file system minds. */
export const fileName = (name) => (name || "irama").replace(/[\\/:*?"<>|\u0000-\u001f]+/g, " ").trim().slice(0, 80) || "irama";

// Words: every text of the page in each language, chosen by key. English and Bahasa Indonesia;
// `pseudo` is English made two fifths longer, which tests use to find what would be cut off.

import en from "./words/en.js";
import id from "./words/id.js";

const CATALOGS = { en, id, pseudo: null };
/** The languages that a person can choose. */
export const LANGUAGES = ["en", "id"];

let language = "en";
const listeners = new Set();

/** The language in use, for `Intl` too. */
export const locale = () => (language === "pseudo" ? "en" : language);

/** The code of the language in use. */
export const currentLanguage = () => language;

/** Changes the language and tells everyone. */
export function setLanguage(code) {
  language = code in CATALOGS ? code : "en";
  document.documentElement.lang = locale();
  for (const listener of listeners) {
    listener(language);
  }
}

/** Calls back after each change of language; returns what ends that. */
export function onLanguage(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

/** The language of the browser, if we have it. */
export function guessLanguage(wanted = navigator.languages ?? []) {
  const known = wanted.map((it) => it.slice(0, 2).toLowerCase()).find((it) => LANGUAGES.includes(it));
  return known ?? "en";
}

/** Whether there is a text for a key. */
export const hasWords = (key) => key in en;

/** The text of a key. Numbers among the values are written as the language does; a text with more
 *  than one form is chosen by `values.n`, by the rules of CLDR (Indonesian has one form). */
export function t(key, values = {}) {
  const found = (CATALOGS[language] ?? en)[key] ?? en[key];
  if (found === undefined) {
    return key;
  }
  const text = typeof found === "string" ? found : formOf(found, values.n);
  const whole = text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? written(values[name]) : all));
  return language === "pseudo" ? stretched(whole) : whole;
}

function formOf(forms, n) {
  return forms[new Intl.PluralRules(locale()).select(Number(n) || 0)] ?? forms.other;
}

function written(value) {
  if (typeof value === "function") {
    return value();
  }
  return typeof value === "number" ? new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(value) : String(value);
}

const ACCENTS = { a: "á", e: "é", i: "í", o: "ö", u: "ü", A: "Á", E: "É", I: "Í", O: "Ö", U: "Ü" };

function stretched(text) {
  const more = "~".repeat(Math.ceil(text.length * 0.4));
  return `[${text.replace(/[aeiouAEIOU]/g, (it) => ACCENTS[it])}${more}]`;
}

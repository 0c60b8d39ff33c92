// Errors in words: what happened and what to do, chosen by the server's stable code. Where a code
// has no words yet, the server's own message stands in.

import { hasWords, locale, t } from "./words.js";

const sentence = (text) => text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

// The options of the command line that have a field on the page.
const FIELDS = ["epochs", "steps", "minutes", "window", "batch", "held_out", "units", "dropout", "learning_rate", "patience", "split", "seed"];

/** A message of the program in which options such as `--learning-rate 0.001` are called as the
 *  fields of the page are. */
export function inPageWords(text) {
  return text.replace(/--([a-z]+(?:-[a-z]+)*)/g, (whole, option) => {
    const field = option.replaceAll("-", "_");
    return FIELDS.includes(field) ? `“${t(`learn.${field}`)}”` : whole;
  });
}

const listed = (value) => (Array.isArray(value) ? new Intl.ListFormat(locale(), { type: "disjunction" }).format(value.map(String)) : value);
const valuesOf = (given) => Object.fromEntries(Object.entries(given ?? {}).map(([name, it]) => [name, listed(it)]));

/** `{what, todo}` of an error, of the server or our own. */
export function explain(error) {
  const code = error?.code || (hasWords(`error.${error?.name}`) ? error.name : "internal");
  const values = valuesOf(error?.values);
  const known = hasWords(`error.${code}`);
  const what = known ? t(`error.${code}`, values) : sentence(inPageWords(error?.message ?? "") || t("error.internal"));
  const todo = hasWords(`error.${code}.do`) ? t(`error.${code}.do`, values) : sentence(inPageWords(error?.hint ?? "")) || t("error.internal.do");
  // A code may cover several reasons ("the brief cannot be met"); then the reason itself follows.
  const isVague = known && error?.message && error.message !== code && hasWords(`error.${code}.vague`);
  return { what: isVague ? `${what} ${sentence(inPageWords(error.message))}` : what, todo };
}

/** The same as one line. */
export function explainLine(error) {
  const { what, todo } = explain(error);
  return [what, todo].filter(Boolean).join(" ");
}

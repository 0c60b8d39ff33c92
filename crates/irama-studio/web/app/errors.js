// Errors in words: what happened and what to do, chosen by the server's stable code. Where a code
// has no words yet, the server's own message stands in.

import { hasWords, t } from "./words.js";

const sentence = (text) => text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

// Messages of the server name the part and the bar; where it gives no values, they are taken thence.
function valuesOf(message) {
  const part = message.match(/part "([^"]*)"/)?.[1];
  const bar = message.match(/bar (\d+)/)?.[1];
  return { ...(part !== undefined && { part }), ...(bar && { bar: Number(bar) }) };
}

/** `{what, todo}` of an error, of the server or our own. */
export function explain(error) {
  const code = error?.code || (hasWords(`error.${error?.name}`) ? error.name : "internal");
  const values = { ...valuesOf(error?.message ?? ""), ...error?.values };
  const known = hasWords(`error.${code}`);
  const what = known ? t(`error.${code}`, values) : sentence(error?.message || t("error.internal"));
  const todo = hasWords(`error.${code}.do`) ? t(`error.${code}.do`, values) : sentence(error?.hint) || t("error.internal.do");
  // A code may cover several reasons ("the brief cannot be met"); then the reason itself follows.
  const isVague = known && error?.message && error.message !== code && hasWords(`error.${code}.vague`);
  return { what: isVague ? `${what} ${sentence(error.message)}` : what, todo };
}

/** The same as one line. */
export function explainLine(error) {
  const { what, todo } = explain(error);
  return [what, todo].filter(Boolean).join(" ");
}

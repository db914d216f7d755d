// Times and numbers as text. Times are in UTC, as in all tables of a room, so that what is read here can be typed there.

const MICROSECONDS = 1000; // in a millisecond
const DAY = 86_400e6; // in microseconds

/** "14:31", or with seconds "14:31:05", of microseconds since 1970. */
export function clock(time, seconds = false) {
  return new Date(time / MICROSECONDS).toISOString().slice(11, seconds ? 19 : 16);
}

/** "2026-11-23". */
export function day(time) {
  return new Date(time / MICROSECONDS).toISOString().slice(0, 10);
}

/** "2026-11-23 14:31:05 UTC": what `room.at` takes. */
export function moment(time) {
  return `${day(time)} ${clock(time, true)} UTC`;
}

/** Whether two times lie on the same day. */
export function sameDay(one, other) {
  return Math.floor(one / DAY) === Math.floor(other / DAY);
}

/** "+0.62" or "−0.30": a sympathy with its sign, always as wide. */
export function signed(sympathy) {
  if (sympathy === null || Number.isNaN(sympathy)) return "–";
  const rounded = Math.abs(sympathy).toFixed(2);
  return rounded === "0.00" ? "0.00" : `${sympathy < 0 ? "−" : "+"}${rounded}`;
}

/** A rate: "0", "0.4", "12", "2,000". */
export function rate(perSecond, language) {
  const digits = perSecond > 0 && perSecond < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(perSecond);
}

/** A number with two places, as the language writes it: "0.25" or "0,25". */
export function decimal(value, language) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

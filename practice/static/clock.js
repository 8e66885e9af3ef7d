// Instants as a person in Mitrovica reads them: `Wed 25.3.2026 14:05`, whatever zone this computer is in.
import { say } from "./words.js";

const ZONE = "Europe/Belgrade";
const ENGLISH = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// Browsers carry no Albanian calendar: the weekdays are words of ours, and only the numbers come from Intl.
const numbers = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: ZONE,
});

function parts(instant) {
  return Object.fromEntries(numbers.formatToParts(instant).map(({ type, value }) => [type, value]));
}

/** Telegram's dates are seconds, the practice clock speaks ISO 8601: both become a Date. */
export function instantOf(date) {
  return new Date(typeof date === "number" ? date * 1000 : date);
}

export function timeOf(instant) {
  const { hour, minute } = parts(instant);
  return `${hour}:${minute}`;
}

export function dayOf(instant) {
  const { weekday, day, month, year } = parts(instant);
  const name = say("weekdays").split(" ")[ENGLISH.indexOf(weekday)];
  return say("date", { weekday: name, day: Number(day), month: Number(month), year });
}

/** The value of a datetime-local field: `2026-03-25T14:05`. */
export function fieldValue(instant) {
  const { year, month, day, hour, minute } = parts(instant);
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${hour}:${minute}`;
}

/** The instant at which the clocks of Belgrade show `local` (`2026-03-25T14:05`), in winter or in summer time. */
export function instantAt(local) {
  const asIfUtc = Date.parse(`${local}Z`);
  const hours = [1, 2].map((ahead) => new Date(asIfUtc - ahead * 3_600_000));
  return hours.find((instant) => fieldValue(instant) === local.slice(0, 16)) ?? hours[0];
}

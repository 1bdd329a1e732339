export { InvalidSchedule } from "./problem.ts";
export { checkSchedule, nextTimes, occurrences, type Schedule, type Window } from "./schedule.ts";
export { isTimeZone, zonedText } from "./zone.ts";

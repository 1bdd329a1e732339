import { expect, test } from "vitest";
import { cronText, scheduleText } from "./schedule-text.ts";

test.each([
  ["* * * * *", "every minute"],
  ["*/15 * * * *", "every 15 minutes"],
  ["5 * * * *", "every hour at :05"],
  ["0 6 * * *", "every day at 06:00"],
  ["30 6,18 * * 1-5", "on weekdays at 06:30 and 18:30"],
  ["0 9 * * 7", "on Sundays at 09:00"],
  ["*/7 * * * *", "cron */7 * * * *"],
  ["0 0 1 * *", "cron 0 0 1 * *"],
  ["0 0 * * * 30", "cron 0 0 * * * 30"],
  ["* 6 * * *", "cron * 6 * * *"],
])("%s is %s", (cron, words) => expect(cronText(cron)).toBe(words));

test("intervals and rules are told in words, with the zone where it matters", () => {
  expect(scheduleText({ interval: 3600 })).toBe("every hour");
  expect(scheduleText({ interval: 5400 })).toBe("every 90 minutes");
  expect(scheduleText({ cron: "0 6 * * *", timezone: "Europe/Berlin" })).toBe("every day at 06:00 (Europe/Berlin)");
  expect(scheduleText({ rrule: "FREQ=DAILY;INTERVAL=2" })).toBe("every 2 days (UTC)");
  expect(scheduleText({ rrule: "FREQ=DAILY;COUNT=3" })).toBe("FREQ=DAILY;COUNT=3 (UTC)");
});

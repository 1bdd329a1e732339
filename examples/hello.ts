/** The example of the README. It prints `{ Oslo: 12, Rome: 12, Lima: 12 }`. */
import { flow, task } from "weir";

let calls = 0;
const measure = task({ name: "measure", retries: 2 }, async (city: string) => {
  if (calls++ === 0) throw new Error("the sensor is asleep");
  return city.length * 3;
});

const report = flow({ name: "report" }, async ({ cities }: { cities: string[] }) => {
  const readings = await measure.map(cities).results();
  return Object.fromEntries(cities.map((city, i) => [city, readings[i]]));
});

console.log(await report({ cities: ["Oslo", "Rome", "Lima"] }));

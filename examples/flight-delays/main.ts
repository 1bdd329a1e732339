/** Runs the flow and prints a short summary. `node examples/flight-delays/main.ts` */
import { flightDelays, percent } from "./flow.ts";

const { kept, rejected, worst, months } = await flightDelays();

console.log(`${kept} flights, ${rejected} rows left out`);
for (const { month, airports, worst: name } of months) console.log(`${month}: ${airports} airports, latest: ${name}`);
console.log(`latest of all: ${worst.name} (${worst.airport}), ${percent(worst.lateShare)} of ${worst.flights} flights`);

export { type TestWeir, withWeir } from "./with-weir.ts";

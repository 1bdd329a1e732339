export type { TaskMock } from "./task-mocks.ts";
export { type TestClock, type TestOptions, type TestWeir, withWeir } from "./with-weir.ts";

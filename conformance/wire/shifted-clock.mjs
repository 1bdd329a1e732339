/**
 * Loaded before a process: its calendar is `WEIR_SHIFTED_CLOCK` milliseconds ahead of the machine's. For exchanges whose
 * answers depend on the time of day, such as counts by day.
 */
const AHEAD = Number(process.env.WEIR_SHIFTED_CLOCK);
const MachineDate = Date;

globalThis.Date = class Date extends MachineDate {
  constructor(...given) {
    if (given.length === 0) super(Date.now());
    else super(...given);
  }
  static now() {
    return MachineDate.now() + AHEAD;
  }
};

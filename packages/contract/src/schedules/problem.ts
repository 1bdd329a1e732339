/** Says why a schedule cannot be, in the words of the reference. */
export class InvalidSchedule extends Error {
  override readonly name = "InvalidSchedule";
}

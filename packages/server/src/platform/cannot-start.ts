/** A server, listening or embedded, cannot begin its work: what is wrong, and what helps. One line each. */
export class CannotStart extends Error {
  override readonly name: string = "CannotStart";
  /** What the user can do about it. */
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

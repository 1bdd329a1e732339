/** An action that cannot be done; is told, and not tried again. */
export class ActionFailed extends Error {
  override readonly name = "ActionFailed";
  /** More about it, for the payload of the event that tells. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(reason: string, details: Readonly<Record<string, unknown>> = {}) {
    super(reason);
    this.details = details;
  }
}

/** An action whose time has not come: it is tried again for as long as it says so. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

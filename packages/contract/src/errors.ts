import Type from "typebox";

/** The body of an answer to a request that does not fit its schema. */
export const HTTPValidationError = Type.Object(
  {
    exception_message: Type.String(),
    exception_detail: Type.Array(
      Type.Object({
        type: Type.String(),
        loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
        msg: Type.String(),
        input: Type.Optional(Type.Any()),
        ctx: Type.Optional(Type.Any()),
      }),
    ),
    request_body: Type.Optional(Type.Any()),
  },
  { title: "HTTPValidationError" },
);

/**
 * Every refusal of the server, by stable code, with its HTTP status. The body is `{"detail": text}` unless the
 * reference writes `{"exception_message": text}` for it.
 */
export const ERRORS = {
  bad_request: { status: 400, body: "detail" },
  unauthorized: { status: 401, body: "exception_message" },
  forbidden: { status: 403, body: "detail" },
  not_found: { status: 404, body: "detail" },
  object_not_found: { status: 404, body: "exception_message" },
  conflict: { status: 409, body: "detail" },
  gone: { status: 410, body: "detail" },
  too_large: { status: 413, body: "detail" },
  invalid: { status: 422, body: "detail" },
  locked: { status: 423, body: "detail" },
  internal: { status: 500, body: "exception_message" },
  unavailable: { status: 503, body: "exception_message" },
} as const;

export type ErrorCode = keyof typeof ERRORS;

import { expect, it } from "vitest";
import { parse } from "./connection.ts";

const RUN = "run:01a204fb-2b0a-7a0a-b879-5d87a32f7ec8";

it.each([
  [`{"type":"sub","id":1,"topic":"runs"}`, { type: "sub", id: 1, topic: "runs" }],
  [`{"type":"sub","id":2,"topic":"${RUN}"}`, { type: "sub", id: 2, topic: RUN }],
  [`{"type":"sub","id":3,"topic":"events"}`, { type: "sub", id: 3, topic: "events" }],
  [`{"type":"unsub","id":2}`, { type: "unsub", id: 2 }],
  [`{"type":"auth","token":"a:b"}`, { type: "auth", token: "a:b" }],
])("understands %s", (text, frame) => expect(parse(text)).toEqual(frame));

it.each([
  "",
  "null",
  "[]",
  "7",
  `{"type":"sub","id":1,"topic":"run:1"}`,
  `{"type":"sub","id":-1,"topic":"runs"}`,
  `{"type":"sub","id":1.5,"topic":"runs"}`,
  `{"type":"sub","id":"1","topic":"runs"}`,
  `{"type":"sub","id":1,"topic":"runs\\n"}`,
  `{"type":"auth"}`,
  `{"type":"drop","id":1}`,
])("takes %j for no frame", (text) => expect(parse(text)).toBeUndefined());

import { expect, test } from "vitest";
import { templateProblem } from "./template-problem.ts";

test.each(["plain text", "{{ event.id }}", "{% for x in xs %}{{ x }}{% else %}none{% endfor %}", "{# note #}", ""])(
  "is sound: %s",
  (source) => expect(templateProblem(source)).toBeUndefined(),
);

test.each([
  ["{{ event.id ", 1, "unexpected end of template, expected 'end of print statement'."],
  ["a\n{% if x", 2, "unexpected end of template, expected 'end of statement block'."],
  [
    "{% for x in y %}a",
    1,
    "Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
  ],
  ["{% endfor %}", 1, "Encountered unknown tag 'endfor'."],
])("names what is missing, in the words of the reference: %s", (source, line, message) => {
  expect(templateProblem(source)).toEqual({ line, message });
});

test("names the line of an expression that cannot be read", () => {
  expect(templateProblem("fine {{ a }}\nbad {{ x + }}")?.line).toBe(2);
});

test("loops that could keep the server busy are refused as a whole", () => {
  const nested = "{% for a in b %}{% for c in d %}{% for e in f %}{% endfor %}{% endfor %}{% endfor %}";
  expect(templateProblem(nested)).toEqual({
    line: 0,
    message: "Contains nested for loops at a depth of 3. Templates can nest for loops no more than 2 loops deep.",
  });
});

import { expect, test } from "vitest";
import { renderTemplate, TemplateError } from "./template.ts";

test("text without marks stays as it is, names that are unknown are empty", () => {
  expect(renderTemplate("plain", {})).toBe("plain");
  expect(renderTemplate("[{{ nobody }}]", {})).toBe("[]");
});

test("expressions, conditions and loops are rendered", () => {
  const source = "{% for n in range(1, 4) %}{{ n * 2 }}{% if not loop.last %},{% endif %}{% endfor %} {{ who.name }}";
  expect(renderTemplate(source, { who: { name: "Ada" } })).toBe("2,4,6 Ada");
  expect(renderTemplate("{{ true }} {{ None is none }}", {})).toBe("true true");
});

test("what could keep the server busy is refused", () => {
  expect(() => renderTemplate("{% for n in range(1000000000) %}{% endfor %}", {})).toThrow(TemplateError);
  expect(() => renderTemplate("{{ 'a' * 1000000000 }}", {})).toThrow(TemplateError);
});

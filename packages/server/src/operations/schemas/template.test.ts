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

test.each([
  ["loops within loops over long lists", "{% for a in list %}{% for b in list %}{% endfor %}{% endfor %}", "steps"],
  [
    "the same, of some of the items",
    "{% for a in list if a %}{% for b in list if b %}.{% endfor %}{% endfor %}",
    "steps",
  ],
  ["macros that call each other", "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}", ""],
  ["texts that double", `{% set s = text %}${"{% set s = s ~ s %}".repeat(30)}{{ s }}`, "characters"],
])("%s end in an error, soon", (_, source, reason) => {
  const list = Array.from({ length: 20_000 }, (_, index) => index + 1);
  const begun = performance.now();
  expect(() => renderTemplate(source, { list, text: "x".repeat(100) })).toThrow(TemplateError);
  expect(() => renderTemplate(source, { list, text: "x".repeat(100) })).toThrow(reason);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("an ordinary loop over thousands of items is fine", () => {
  const list = Array.from({ length: 5000 }, (_, index) => ({ name: `n${index}` }));
  expect(renderTemplate("{% for each in list %}{{ each.name }},{% endfor %}", { list })).toHaveLength(
    list.reduce((sum, { name }) => sum + name.length + 1, 0),
  );
});

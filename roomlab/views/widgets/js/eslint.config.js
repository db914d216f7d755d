import noUnsanitized from "eslint-plugin-no-unsanitized";

// Chat, names and titles are other people's text: nothing here may turn a string into markup or code.
export default [
  { ignores: ["node_modules/"] },
  {
    files: ["**/*.js"],
    plugins: { "no-unsanitized": noUnsanitized },
    rules: {
      "no-unsanitized/method": "error",
      "no-unsanitized/property": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-unused-vars": "error",
      "no-undef": "off",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc"].map((property) => ({ property })),
        { object: "document", property: "write" },
        { object: "Math", property: "random", message: "take a seeded generator" },
      ],
    },
  },
];

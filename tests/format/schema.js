// Validates SARIF files against the schema of SARIF 2.1.0, from the npm packages in the folder that comes first.
// Says for each file what is wrong; the status is 0 only if nothing is.
"use strict";
const fs = require("fs");
const path = require("path");

const modules = path.join(path.resolve(process.argv[2]), "node_modules");
const read = (file) => JSON.parse(fs.readFileSync(file));

const Ajv = require(path.join(modules, "ajv"));
const ajv = new Ajv({ schemaId: "id", meta: false, allErrors: true });
ajv.addMetaSchema(read(path.join(modules, "ajv/lib/refs/json-schema-draft-04.json")));
const validate = ajv.compile(read(path.join(modules, "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")));

for (const file of process.argv.slice(3)) {
    if (validate(read(file))) continue;
    process.exitCode = 1;
    for (const error of validate.errors) console.log(`${file}: ${error.dataPath}: ${error.message}`);
}

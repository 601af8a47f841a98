/* What the fuzz targets share.  Each file target_NAME.c is one target; tests/fuzz/README.md says how they are run. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/text.h"
#include "reqlint/cel.h"

/* The target: looks at one input, keeps nothing, gives 0.  libFuzzer calls it under this name; replay.c does the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, naming the property, where it does not hold: a finding like any crash. */
#define FUZZ_HOLDS(property)           ((property) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #property, (rq_str){NULL, 0}))
#define FUZZ_HOLDS_FOR(property, text) ((property) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #property, (text)))
_Noreturn void fuzz_broken(const char *file, int line, const char *property, rq_str about);

/* The input as a view. */
rq_str fuzz_text(const uint8_t *data, size_t size);

/* The input cut in two at the first byte 0xFF, which no UTF-8 holds; the second part is empty where there is none. */
void fuzz_split(rq_str input, rq_str *first, rq_str *second);

/* Valid UTF-8 on one line without a control character: what every message must be once it is made fit to print. */
void fuzz_check_line(rq_str text);

/* A failure has a message, its place lies in its source, and it can be printed. */
void fuzz_check_failure(struct rq_arena *arena, const struct rq_err *err);

/* Everything that can be done with a value, whatever it is: printing, writing as JSON, copying, comparing with itself. */
void fuzz_check_value(struct rq_arena *arena, rq_value value);

/* Compiles an expression; a failure must have a place in the text. */
const struct rq_cel_program *fuzz_compile(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text);

#endif

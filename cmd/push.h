/* Gating refs that are pushed. */
#ifndef PUSH_H
#define PUSH_H

#include "command.h"

/* Gates what git tells its pre-push hook on standard input, or pre-commit in variables.  The worst exit code. */
int push_gate(const struct arguments *arguments, const struct rq_options *options);

/* Gates the push that a CI was told of.  The exit code. */
int push_gate_event(const struct arguments *arguments, const struct rq_options *options, const struct rq_event *event);

/* Judges a merge or a push, and reports.  The exit code. */
int gate_judge(const struct arguments *arguments, const struct rq_options *options, const struct rq_gate_options *gate);

#endif

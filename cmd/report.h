/* What commands that lint have in common. */
#ifndef REPORT_H
#define REPORT_H

#include "command.h"

/* Prints notes and the report, and gives the exit code by --fail-level. */
int report_finish(const struct arguments *arguments, const struct rq_report *report);

#endif

/* The end of commands that print reports. */
#ifndef REPORT_H
#define REPORT_H

#include "command.h"

/* The level of --fail-level. */
enum rq_level report_fail_level(const struct arguments *arguments);

/* Prints notes and the report, and gives the exit code by --fail-level. */
int report_finish(const struct arguments *arguments, const struct rq_report *report);

/* Prints a failure of the library, and makes every report say that there is no verdict; gives STATUS_TROUBLE. */
int report_failure(const struct arguments *arguments, const struct rq_err *err);

#endif

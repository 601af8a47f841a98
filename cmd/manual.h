/* Manual pages in roff, with the macros of man(7), from the same tables as help. */
#ifndef MANUAL_H
#define MANUAL_H

#include "command.h"

/* Prints the page of a command, or of the whole program if it is NULL, on standard output; gives STATUS_CLEAN. */
int manual_print(const struct command *command);

/* Prints the page about rules, in the order in which they are given; gives STATUS_CLEAN. */
int manual_print_rules(const struct rq_rule_info *rules, size_t count);

#endif

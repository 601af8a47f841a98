/* What standard output or standard error is connected to. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* Whether to use colour there; `when` is --color, or NULL. */
bool terminal_color(const char *when, FILE *stream);

/* Whether it is a terminal where a line can be taken away again. */
bool terminal_wipes(FILE *stream);

/* Its columns, or what COLUMNS says; 0 if it is no terminal. */
unsigned terminal_width(FILE *stream);

/* The columns of a line that stays one line: what is wider than the terminal goes on in the next, whatever COLUMNS says. */
unsigned terminal_room(FILE *stream);

#endif

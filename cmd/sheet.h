/* The end of every command that shows a sheet. */
#ifndef SHEET_H
#define SHEET_H

#include "command.h"

/* Prints the notes of a sheet on standard error and the sheet in the formats that are asked for; gives the status. */
int sheet_finish(const struct arguments *arguments, const struct rq_sheet *sheet);

#endif

/* What the CI that runs this is asked to judge. */
#ifndef CI_H
#define CI_H

#include "command.h"

struct ci {
    const char *name;      /* in words: "the GitHub event"; NULL: there is no CI that says anything */
    struct rq_event event; /* texts live as long as this */
    const char *branch;    /* the branch that a merge goes into, as the clone has it; empty: event.base counts */
    bool description_cut;  /* the host cut the description short */
    bool no_request;       /* the event is about no merge request, so there is no text */
    char *payload;
};

/* Reads GitHub's event or GitLab's variables.  False after complaining.  Give it back with ci_free, also then. */
bool ci_read(const struct arguments *arguments, struct ci *ci);
void ci_free(struct ci *ci);

#endif

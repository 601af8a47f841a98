/* The hooks that reqlint writes. */
#ifndef RQ_REQLINT_HOOK_H
#define RQ_REQLINT_HOOK_H

#include "reqlint/reqlint.h"

struct rq_repo;

/* rq_hook_look in an open repository. */
bool rq_hook_find(const struct rq_repo *repo, enum rq_hook_name name, struct rq_arena *arena, struct rq_hook *hook,
                  struct rq_err *err);

#endif

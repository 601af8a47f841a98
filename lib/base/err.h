/* Filling struct rq_err.  The first failure wins: a second one is dropped. */
#ifndef RQ_BASE_ERR_H
#define RQ_BASE_ERR_H

#include "reqlint/base.h"

/* Records a failure; always gives false, so that `return rq_fail(err, …)` reads well. */
bool rq_fail(struct rq_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with a place in a file. */
bool rq_fail_at(struct rq_err *err, const struct rq_source *source, rq_pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Records a failure that was recorded elsewhere, such as by another thread with an arena of its own; the source, if it has
 * one, is shared.  Always gives false. */
bool rq_fail_again(struct rq_err *err, const struct rq_err *other);

/* Adds what to do about it to a failure that has no hint yet; always gives false. */
bool rq_fail_hint(struct rq_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

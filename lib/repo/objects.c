/* Databases of objects for walks, which are opened anew now and then. */
#include "repo/walker.h"

enum {
    /* Commits after which that is done.  What has to be unpacked again then is a few hundred objects. */
    RENEWED = 16384
};

git_odb *rq_objects_next(struct rq_objects *objects)
{
    if (objects->asked++ % RENEWED == 0) {
        git_odb_free(objects->odb);
        objects->odb = rq_repo_own_odb(objects->repo, objects->reads);
    }
    return objects->odb == NULL ? objects->repo->odb : objects->odb;
}

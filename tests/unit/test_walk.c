/* Walks over history: what each commit changed, in which order, and in which kinds of repositories. */
#include "walk_fixture.h"

static void test_changes(void **state)
{
    (void)state;
    static const struct walk_case rows[] = {
        {"files come, change and go",
         "mkdir d; echo 1 > a; echo 1 > d/b; " COMMIT("one") "echo 2 > d/b; echo 1 > c; " COMMIT("two") "rm a; " COMMIT(
             "three"),
         "", "one: +a +d/b | two: +c ~d/b | three: -a", "one@2: +a +d/b | two@1: +c ~d/b | three@0: -a", NULL, NULL,
         NULL},
        {"what is not watched does not count",
         "mkdir -p d/e; echo 1 > a; echo 1 > d/b; " COMMIT("one") "echo 2 > a; " COMMIT(
             "two") "echo 1 > d/e/c; " COMMIT("three") "echo 2 > d/b; " COMMIT("four"),
         "d/e", "three: +d/e/c", "three@1: +d/e/c", NULL, NULL, NULL},
        {"a file by its path, names by their beginning",
         "mkdir -p x/acc acc; for f in people.yaml people.yml x/acc/a x/account x/b acc/a; do echo 1 > $f; "
         "done; " COMMIT("one"),
         "people.yaml x/acc*", "one: +people.yaml +x/acc/a +x/account", NULL, NULL, NULL, NULL},
        {"a folder in the place of a watched file, a file in that of a folder",
         "echo 1 > d; mkdir f; echo 1 > f/a; " COMMIT("one") "rm -r d f; mkdir d; echo 1 > d/a; echo 1 > f; " COMMIT(
             "two"),
         "d/ f/", "one: +f/a | two: +d/a -f/a", NULL, NULL, NULL, NULL},
        {"watched in part on three levels",
         "mkdir -p a/b/c a/x b; for f in a/b/c/1 a/b/2 a/x/3 b/4; do echo $f > $f; done; " COMMIT(
             "one") "echo 5 > a/b/2; echo 5 > a/x/3; " COMMIT("two") "echo 6 > a/b/c/1; echo 6 > "
                                                                     "b/4; " COMMIT("three") "rm -r "
                                                                                             "a/b/"
                                                                                             "c; " COMMIT("four"),
         "a/b/c b/4", "one: +a/b/c/1 +b/4 | three: ~a/b/c/1 ~b/4 | four: -a/b/c/1", NULL, NULL, NULL, NULL},
        {"two folders with the same content",
         "mkdir -p a b; echo 1 > a/x; echo 1 > b/x; echo 1 > b/y; " COMMIT("one") "cp b/y a/y; " COMMIT("two"),
         "a/x b/", "one: +a/x +b/x +b/y", NULL, NULL, NULL, NULL},
        {"a commit without changes", "echo 1 > a; " COMMIT("one") "git commit -q --allow-empty -m two; ", "", "one: +a",
         "one@1: +a", NULL, NULL, NULL},
        {"an empty first commit", "git commit -q --allow-empty -m one; echo 1 > a; " COMMIT("two"), "", "two: +a",
         "two@0: +a", NULL, NULL, NULL},
        {"back to what it was",
         "echo 1 > a; " COMMIT("one") "echo 2 > a; " COMMIT("two") "echo 1 > a; " COMMIT("three"), "",
         "one: +a | two: ~a | three: ~a", NULL, NULL, NULL, NULL},
        {"a mode, a link, a submodule",
         "echo 1 > a; echo 1 > b; git init -q ../s; git -C ../s commit -q --allow-empty -m 1; " COMMIT(
             "one") "chmod +x a; rm b; ln -s a b; git submodule -q add ../s c; " COMMIT("two"),
         "", "one: +a +b | two: +.gitmodules !a ~b +c", NULL, NULL, NULL, NULL},
        {"a file becomes a folder and back",
         "echo 1 > a; echo 1 > a-; " COMMIT("one") "rm a; mkdir a; echo 1 > a/x; " COMMIT(
             "two") "rm -r a; echo 1 > a; " COMMIT("three"),
         "", "one: +a +a- | two: -a +a/x | three: +a -a/x", NULL, NULL, NULL, NULL},
        {"names that differ in case, a name that is not UTF-8",
         "echo 1 > a; echo 1 > \"$(printf 'x\\377')\"; " COMMIT("one") "git mv a A; " COMMIT("two"), "",
         "one: +a +x\377 | two: +A -a", NULL, NULL, NULL, NULL},
        {"no commit yet", "echo 1 > a; ", "", "", "", NULL, NULL, NULL},
    };
    RUN_WALKS(rows);
}

/* main has a; topic changes it. */
#define TOPIC "echo 1 > a; echo 1 > b; " COMMIT("base") "git switch -qc topic; echo 2 > a; " COMMIT("topic")
#define MAIN  "git switch -q main; "

static void test_merges(void **state)
{
    (void)state;
    static const struct walk_case rows[] = {
        {"a merge brings what its branch did", TOPIC MAIN "echo 3 > b; " COMMIT("main") MERGE("merge") "topic; ", "",
         "base: +a +b | main: ~b | merge: ~a", "base@2: +a +b | main@1: ~b | topic@0: ~a", NULL, NULL, NULL},
        {"a merge that resolves a conflict in its own way",
         TOPIC MAIN "echo 3 > a; " COMMIT("main") MERGE("merge") "topic || echo 4 > a; " COMMIT("merge"), "",
         "base: +a +b | main: ~a | merge: ~a", "base@2: +a +b | main@1: ~a | topic@0: ~a | merge@0: ~a", NULL, NULL,
         NULL},
        {"a merge that keeps its own side", TOPIC MAIN "echo 3 > b; " COMMIT("main") MERGE("merge") "-s ours topic; ",
         "", "base: +a +b | main: ~b", "base@2: +a +b | main@1: ~b | topic@0: ~a", NULL, NULL, NULL},
        {"a merge that keeps the other side",
         TOPIC MAIN "echo 3 > b; " COMMIT("main")
             MERGE("merge") "-s ours topic; git read-tree -u --reset topic; git commit -q --amend -m merge; ",
         "", "base: +a +b | main: ~b | merge: ~a ~b", "base@2: +a +b | main@1: ~b | topic@0: ~a", NULL, NULL, NULL},
        {"a merge that drops what both sides have",
         TOPIC MAIN "echo 3 > b; " COMMIT("main") MERGE("merge") "topic; git rm -q b; git commit -q --amend -m merge; ",
         "", "base: +a +b | main: ~b | merge: ~a -b", "base@2: +a +b | main@1: ~b | topic@0: ~a | merge@0: -b", NULL,
         NULL, NULL},
        {"removed on one side, kept on the other",
         "echo 1 > a; echo 1 > b; " COMMIT("base") "git switch -qc topic; git rm -q a; " COMMIT("topic") MAIN
         "echo 3 > b; " COMMIT("main") MERGE("merge") "topic; ",
         "", "base: +a +b | main: ~b | merge: -a", "base@2: +a +b | main@1: ~b | topic@0: -a", NULL, NULL, NULL},
        {"three branches at once",
         "echo 1 > z; " COMMIT(
             "base") "for i in a b c; do git switch -qc $i main; echo 1 > $i; git add .; git commit -qm "
                     "$i; done; " MAIN MERGE("merge") "a b c; ",
         "", "base: +z | merge: +a +b +c", "base@1: +z | a@0: +a | b@0: +b | c@0: +c", NULL, NULL, NULL},
        {"a branch that lands later than a younger one",
         TOPIC MAIN "git switch -qc young; echo 1 > c; " COMMIT("young")
             MAIN MERGE("first") "young; " MERGE("second") "topic; ",
         "", "base: +a +b | first: +c | second: ~a", "base@2: +a +b | young@1: +c | topic@0: ~a", NULL, NULL, NULL},
        {"a branch that merged main before it landed",
         TOPIC MAIN "echo 3 > b; " COMMIT("main") "git switch -q topic; " MERGE("back") "main; echo 4 > a; " COMMIT(
             "more") MAIN MERGE("merge") "topic; ",
         "", "base: +a +b | main: ~b | merge: ~a", "base@2: +a +b | main@1: ~b | topic@0: ~a | more@0: ~a", NULL, NULL,
         NULL},
        {"a fast forward", TOPIC MAIN "git merge -q topic; ", "", "base: +a +b | topic: ~a",
         "base@1: +a +b | topic@0: ~a", NULL, NULL, NULL},
        {"two roots",
         "echo 1 > a; " COMMIT("base") "git checkout -q --orphan other; git rm -qrf .; echo 1 > b; " COMMIT("other")
             MAIN MERGE("merge") "--allow-unrelated-histories other; ",
         "", "base: +a | merge: +b", "base@1: +a | other@0: +b", NULL, NULL, NULL},
        {"children older than their parents",
         "at() { export GIT_COMMITTER_DATE=$1-01-01T00:00:00Z; }; at 2026; echo 1 > a; " COMMIT(
             "one") "at 2020; echo 2 > a; " COMMIT("two") "at 2030; echo 3 > a; " COMMIT("three") "at 1971; echo 4 > "
                                                                                                  "a; " COMMIT("four"),
         "", "one: +a | two: ~a | three: ~a | four: ~a", "one@3: +a | two@2: ~a | three@1: ~a | four@0: ~a", NULL, NULL,
         NULL},
        {"a parent twice",
         "echo 1 > a; " COMMIT("one") "echo 2 > a; git add a; p=$(git rev-parse HEAD); "
                                      "git update-ref HEAD $(printf 'tree %s\\nparent %s\\nparent %s\\nauthor A <a> 1 "
                                      "+0000\\ncommitter A <a> 1 +0000\\n\\ntwo\\n' $(git write-tree) $p $p | git "
                                      "hash-object -t commit -w --stdin); ",
         "", "one: +a | two: ~a", "one@1: +a | two@0: ~a", NULL, NULL, NULL},
    };
    RUN_WALKS(rows);
}

#define THREE "for i in 1 2 3; do echo $i > a; git add a; git commit -qm c$i; done; "
#define LOOSE "loose() { o=$(git rev-parse $1); echo .git/objects/$(echo $o | cut -c 1-2)/$(echo $o | cut -c 3-); }; "

static void test_repositories(void **state)
{
    (void)state;
    static const struct walk_case rows[] = {
        {"a shallow clone", THREE "git clone -q --depth 2 file://$PWD ../c; ", "", "c2 (cut) | c3: ~a",
         "c2@1 (cut) | c3@0: ~a", NULL, NULL, "../c"},
        {"a worktree of a shallow clone",
         THREE "git clone -q --depth 1 file://$PWD ../c; git -C ../c worktree add -q ../w; ", "", "c3 (cut)",
         "c3@0 (cut)", NULL, NULL, "../w"},
        {"a shallow clone that has all", THREE "git clone -q --depth 9 file://$PWD ../c; ", "",
         "c1: +a | c2: ~a | c3: ~a", NULL, NULL, NULL, "../c"},
        {"a clone without blobs", THREE "git clone -q --bare --filter=blob:none file://$PWD ../c; ", "",
         "c1: +a | c2: ~a | c3: ~a", "c1@2: +a | c2@1: ~a | c3@0: ~a", NULL, NULL, "../c"},
        {"a bare clone, packed", THREE "git clone -q --bare . ../c; git -C ../c gc -q; ", "",
         "c1: +a | c2: ~a | c3: ~a", NULL, NULL, NULL, "../c"},
        {"a commit-graph", THREE "git commit-graph write --reachable --changed-paths; ", "", "c1: +a | c2: ~a | c3: ~a",
         NULL, NULL, NULL, NULL},
        {"git replace is not followed", THREE "git replace --graft HEAD; ", "", "c1: +a | c2: ~a | c3: ~a", NULL, NULL,
         NULL, NULL},
        {"a detached HEAD", THREE "git checkout -q HEAD~; ", "", "c1: +a | c2: ~a", NULL, NULL, NULL, NULL},
        {"a missing commit", THREE LOOSE "rm -f $(loose HEAD~); ", "", NULL, NULL, "… is missing", "git fsck", NULL},
        {"a missing tree", THREE LOOSE "rm -f $(loose HEAD~^{tree}); ", "", NULL, NULL,
         "… of the root of the tree is missing", "git fsck", NULL},
        {"a clone without trees", THREE "git clone -q --bare --filter=tree:0 file://$PWD ../c; ", "", NULL, NULL,
         "… of the root of the tree is missing", "git fetch --refetch --no-filter", "../c"},
        {"a corrupt commit", THREE LOOSE "f=$(loose HEAD~); chmod +w $f; echo no > $f; ", "", NULL, NULL,
         "…cannot be read: failed to inflate loose object", "git fsck", NULL},
        {"a blob for a commit", THREE LOOSE "cp -f $(loose HEAD:a) $(loose HEAD~); ", "", NULL, NULL, "…is malformed",
         "git fsck", NULL},
        {"a commit that is its own parent", THREE LOOSE "cp -f $(loose HEAD~) $(loose HEAD~2); ", "", NULL, NULL,
         "a commit is an ancestor of itself", "git fsck", NULL},
        {"a commit that is its own parent, on a branch that was merged",
         THREE LOOSE "git switch -qc topic HEAD~; for i in 1 2; do echo $i > t; git add t; git commit -qm t$i; done; "
                     "git switch -q main; " MERGE("merge") "topic; cp -f $(loose topic) $(loose topic~); ",
         "", "c1: +a | c2: ~a | c3: ~a | merge: +t", NULL, "a commit is an ancestor of itself", "git fsck", NULL},
        {"a commit that merged one of its own children",
         THREE LOOSE
         "new=$(git commit-tree -p HEAD~2 -p HEAD -m c2 HEAD~^{tree}); cp -f $(loose $new) $(loose HEAD~); ",
         "", "c1: +a | c2: ~a | c3: ~a", NULL, "a commit is an ancestor of itself", "git fsck", NULL},
    };
    RUN_WALKS(rows);
}

/* A repository of one file that each of `count` commits changes. */
#define LINE(count)                                                                                                    \
    "for i in $(seq " #count "); do printf 'commit refs/heads/main\\ncommitter C <c@x> %d +0000\\ndata 1\\nm\\n"       \
    "M 100644 inline a\\ndata <<E\\n%d\\nE\\n' $i $i; done | git fast-import --quiet; "

static struct rq_repo *open_script(struct rq_arena *arena, const char *text, const char *directory)
{
    struct rq_err err = {.arena = arena};
    script(text);
    struct rq_repo *repo = rq_repo_open(directory, &err);
    assert_non_null(repo);
    return repo;
}

/* Counts down what is said of commits that were seen, and gives up at 0; at -1 when the first was looked at closely. */
static bool count_down(void *host, size_t commits, size_t total)
{
    int *left = host;
    assert_true(commits > 0 && (total == 0 ? commits % 1024 == 0 : commits < 9000 && total == 9000));
    return total == 0 ? --*left != 0 : *left > 0;
}

/* main: one, two, merge of topic (three, which comes from one), four. */
#define RANGE                                                                                                          \
    "echo 1 > a; " COMMIT("one") "git switch -qc topic; echo 3 > c; " COMMIT("three") MAIN                             \
        "echo 2 > a; " COMMIT("two") MERGE("merge") "topic; echo 4 > a; " COMMIT("four")

static void test_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *until;
        struct walk_case walk;
    } rows[] = {
        {"main~2",
         {"what a commit of the chain can reach is left out", RANGE, "", "two (before) | merge: +c | four: ~a",
          "one@3 (before) | two@2 (before) | three@1: +c | four@0: ~a", NULL, NULL, NULL}},
        {"main~1",
         {"all but the last", RANGE, "", "merge (before) | four: ~a", "merge@1 (before) | four@0: ~a", NULL, NULL,
          NULL}},
        {"topic",
         {"the other side of a merge, which the chain does not pass", RANGE, "",
          "one (before) | two: ~a | merge: +c | four: ~a", "one@3 (before) | two@2: ~a | three@1 (before) | four@0: ~a",
          NULL, NULL, NULL}},
        {"end",
         {"a later commit, which can reach all", RANGE "git branch end; git reset -q --hard main~1; ", "",
          "merge (before)", "", NULL, NULL, NULL}},
        {"main", {"the start itself", RANGE, "", "four (before)", "", NULL, NULL, NULL}},
        {"other",
         {"a history of its own",
          RANGE "git switch -q --orphan other; echo 5 > e; " COMMIT("five") "git switch -q main; ", "",
          "one: +a | two: ~a | merge: +c | four: ~a", "one@3: +a | two@2: ~a | three@1: +c | four@0: ~a", NULL, NULL,
          NULL}},
        {"no", {"no such commit", RANGE, "", NULL, NULL, "unknown revision 'no'", "git fetch", NULL}},
        {"HEAD~1",
         {"a shallow clone that has all of the range",
          RANGE "rm -rf ../shallow; git clone -q --depth 2 \"file://$PWD\" ../shallow; ", "",
          "merge (before) | four: ~a", "merge@1 (before) | four@0: ~a", NULL, NULL, "../shallow"}},
    };
    size_t failed = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        failed += !run_walk_case(&rows[i].walk, rows[i].until);
    assert_int_equal(failed, 0);
}

static void test_progress(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_repo *repo = open_script(arena, LINE(9000), ".");
    for (int mode = RQ_WALK_FIRST_PARENT; mode <= RQ_WALK_ALL_PARENTS; mode++) {
        int left = 100, few[] = {2, -1};
        struct rq_err err = {.arena = arena};
        struct rq_walk_input input = {
            .mode = (enum rq_walk_mode)mode, .progress = count_down, .host = &left, .texts = true};
        struct rq_walk walk;
        struct rq_commit commit;
        assert_true(rq_walk(repo, &input, arena, &walk, &err));
        assert_int_equal(walk.seen, 9000);
        assert_int_equal(walk.change_count, 9000);
        assert_int_equal(walk.commits[0].time, 1);
        assert_int_equal(walk.commits[8999].time, 9000);
        assert_int_equal(left, 92); /* every 1024 commits */
        for (size_t i = 0; i < 9000; i += 8999)
            assert_true(rq_walk_read(&walk.commits[i], arena, &commit, &err) && commit.time == (int64_t)i + 1);
        for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
            input.host = &few[i];
            err = (struct rq_err){.arena = arena};
            assert_false(rq_walk(repo, &input, arena, &walk, &err));
            assert_string_equal(err.message.ptr, "the walk over history was given up");
        }
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static bool wants_a(void *host, rq_str path)
{
    (void)host;
    return rq_str_equal(path, RQ_STR("a"));
}

static void test_choices(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_repo *repo = open_script(
        arena, "echo 1 > a; echo 1 > b; " COMMIT("one") "echo 2 > b; " COMMIT("two") "echo 2 > a; " COMMIT("three"),
        ".");
    struct rq_walk walk;
    struct rq_walk_input input = {.wants = wants_a};
    assert_true(rq_walk(repo, &input, arena, &walk, &err));
    assert_int_equal(walk.commit_count, 2);
    assert_int_equal(walk.commits[1].parent_count, 1);
    assert_int_equal(walk.commits[1].text.len, 0);
    assert_int_equal(rq_walk_entry_mode(walk.changes[0].new_mode), RQ_ENTRY_FILE);
    input.every = true;
    assert_true(rq_walk(repo, &input, arena, &walk, &err));
    assert_int_equal(walk.commit_count, 3);
    assert_int_equal(walk.commits[1].change_count, 0);
    input.revision = "main~2";
    assert_true(rq_walk(repo, &input, arena, &walk, &err));
    assert_int_equal(walk.commit_count, 1);
    input.revision = "nosuch";
    assert_false(rq_walk(repo, &input, arena, &walk, &err));
    assert_string_equal(err.message.ptr, "unknown revision 'nosuch'");
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

/* What a walk says of the repository as a whole. */
static void test_completeness(void **state)
{
    (void)state;
    static const struct {
        const char *script, *directory, *message;
        bool replaced;
    } rows[] = {
        {THREE, ".", NULL, false},
        {THREE "git replace --graft HEAD", ".", NULL, true},
        {THREE "git replace --graft HEAD; git pack-refs --all", ".", NULL, true},
        {THREE "git rev-parse HEAD > .git/info/grafts", ".", NULL, true},
        {THREE "git clone -q --depth 1 file://$PWD ../c", "../c",
         "a rule needs the whole history, and this clone is shallow", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *folder = enter_folder();
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        struct rq_repo *repo = open_script(arena, rows[i].script, rows[i].directory);
        struct rq_walk walk;
        struct rq_walk_input input = {0};
        assert_true(rq_walk(repo, &input, arena, &walk, &err));
        assert_int_equal(walk.replaced, rows[i].replaced);
        assert_int_equal(rq_walk_is_complete(&walk, "a rule", &err), rows[i].message == NULL);
        if (rows[i].message != NULL) {
            assert_string_equal(err.message.ptr, rows[i].message);
            assert_string_equal(err.hint.ptr, "fetch all of it: `git fetch --unshallow`, `fetch-depth: 0` on GitHub, "
                                              "`GIT_DEPTH: \"0\"` on GitLab");
        }
        rq_repo_close(repo);
        rq_arena_free(arena);
        leave_folder(folder);
    }
}

/* People, message, trailers and time, whatever bytes stand there. */
static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *object; /* what follows the line with the tree, for printf */
        const char *text;   /* author|email|committer|email|time|message|trailers */
    } rows[] = {
        {"author A B <a@x> 5 +0100\\ncommitter C <c@x> 60 -0800\\n\\nsubject\\n\\nbody\\n\\nAcked-by: D <d@x>\\n",
         "A B|a@x|C|c@x|60|subject\n\nbody\n\nAcked-by: D <d@x>|Acked-by=D <d@x>"},
        {"author A <a@x> 5 +0000\\ncommitter A <a@x> 5 +0000\\n\\ns\\n\\n---------\\n\\nBy: B\\n",
         "A|a@x|A|a@x|5|s\n\n---------\n\nBy: B|By=B"},
        {"author A <a@x> 5 +0000\\ncommitter A <a@x> 5 +0000\\n\\ns\\n\\nCc:\\nAcked-by: B\\n\\t<b@x>\\nFor:\\n   C "
         "\\n  D\\nBy:",
         "A|a@x|A|a@x|5|s\n\nCc:\nAcked-by: B\n\t<b@x>\nFor:\n   C \n  D\nBy:|Cc=Acked-by=B <b@x>For=C DBy="},
        {"author  <> 5 +0000\\ncommitter <c@x> 5 +0000\\n\\n\\n\\n", "|||c@x|5||"},
        {"author A <b> <a@x> 5 +0000\\ncommitter C\\377 <c@x> 5 +0000\\n\\n\\351t\\351\\n",
         "A <b>|a@x|C\xEF\xBF\xBD|c@x|5|\xEF\xBF\xBDt\xEF\xBF\xBD|"},
        {"author A <a@x> 5 +0000\\ncommitter C <c@x> 99999999999999999999 +0000\\nencoding X\\ngpgsig a\\n b\\n\\nm",
         "A|a@x|C|c@x|253402300799|m|"},
        {"author A <a@x>\\ncommitter C c@x -5 +0000\\n\\nm", "A|a@x|||0|m|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *folder = enter_folder();
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_str text =
            rq_arena_format(arena,
                            "echo 1 > a; git add a; git update-ref refs/heads/main $(printf 'tree %%s\\n%s' "
                            "$(git write-tree) | git hash-object -t commit -w --stdin --literally); "
                            "git update-ref refs/heads/main $(git commit-tree -m x -p main $(git write-tree))",
                            rows[i].object);
        struct rq_repo *repo = open_script(arena, text.ptr, ".");
        struct rq_walk walk;
        struct rq_walk_input input = {.texts = true};
        struct rq_commit commit;
        struct rq_buf buf = {.arena = arena};
        assert_true(rq_walk(repo, &input, arena, &walk, &err));
        assert_int_equal(walk.commit_count, 1);
        assert_true(rq_walk_read(&walk.commits[0], arena, &commit, &err));
        rq_buf_format(&buf, "%.*s|%.*s|%.*s|%.*s|%lld|%.*s|", RQ_ARG(commit.author_name), RQ_ARG(commit.author_email),
                      RQ_ARG(commit.committer_name), RQ_ARG(commit.committer_email), (long long)commit.time,
                      RQ_ARG(commit.message));
        for (size_t t = 0; t < commit.trailer_count; t++)
            rq_buf_format(&buf, "%.*s=%.*s", RQ_ARG(commit.trailers[t].name), RQ_ARG(commit.trailers[t].value));
        assert_string_equal(rq_buf_text(&buf).ptr, rows[i].text);
        assert_int_equal(walk.commits[0].time, commit.time);
        rq_repo_close(repo);
        rq_arena_free(arena);
        leave_folder(folder);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),  cmocka_unit_test(test_merges),  cmocka_unit_test(test_repositories),
        cmocka_unit_test(test_progress), cmocka_unit_test(test_choices), cmocka_unit_test(test_completeness),
        cmocka_unit_test(test_texts),    cmocka_unit_test(test_ranges),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * libyaml's event pass alone: reads the files that are named on standard input, one a line, and throws the events away.
 * What any program that reads them with libyaml takes at least.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

static bool pass(const unsigned char *bytes, size_t size)
{
    yaml_parser_t parser;
    yaml_event_t event = {0};
    bool good = yaml_parser_initialize(&parser) == 1;
    if (!good)
        return false;
    yaml_parser_set_input_string(&parser, bytes, size);
    for (bool done = false; good && !done;) {
        good = yaml_parser_parse(&parser, &event) == 1;
        done = good && event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return good;
}

int main(void)
{
    static unsigned char bytes[1 << 20];
    static char path[4096];
    while (fgets(path, sizeof path, stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            perror(path);
            return EXIT_FAILURE;
        }
        setvbuf(file, NULL, _IONBF, 0);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        if (!pass(bytes, size)) {
            fprintf(stderr, "%s: not YAML\n", path);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}

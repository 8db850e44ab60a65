#include "command.h"

int main(int count, char **words) { return run_command_line(count - 1, words + 1, NULL); }

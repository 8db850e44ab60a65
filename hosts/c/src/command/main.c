#include "command.h"

int main(int count, char **words) {
  lk_source source = lk_this_machine();
  return run_command_line(count - 1, words + 1, &source);
}

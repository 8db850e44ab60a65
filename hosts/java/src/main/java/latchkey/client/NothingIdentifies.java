package latchkey.client;

/** This machine has nothing that tells it from others, so no request can be made for it; the message says what to do. */
public final class NothingIdentifies extends Exception {
  NothingIdentifies(Machine machine) {
    super("Nothing on this machine tells it from others" + advice(machine));
  }

  private static String advice(Machine machine) {
    if (!machine.nature().form().equals("container"))
      return "; run `latchkey components` to see what was found and why it is not usable.";
    return ": containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro";
  }
}

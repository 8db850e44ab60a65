package latchkey.client;

import java.util.Map;

/** The name of this host, as the system knows it; no name service is asked. */
public final class HostName {
  private HostName() {}

  public static String read() {
    MachineSource machine = new ThisMachine();
    String linux = machine.read("/proc/sys/kernel/hostname");
    if (linux != null) return linux.strip();
    Map<String, String> environment = System.getenv();
    return environment.getOrDefault("COMPUTERNAME", environment.getOrDefault("HOSTNAME", ""));
  }
}

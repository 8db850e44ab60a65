package latchkey.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The address of the vendor's portal, for the picture of a request. */
final class Portal {
  private Portal() {}

  /** Ends with a slash or a path; has no query and no fragment, because the request becomes the fragment. Null when none was given. */
  static String read(String text) throws Stop {
    if (text == null) return null;
    try {
      URI address = new URI(text);
      if (isPortal(address)) return spelled(address);
    } catch (URISyntaxException wrong) {
      // as below
    }
    throw Stop.usage("--portal is the https address of the portal, such as https://licenses.example.com");
  }

  private static boolean isPortal(URI address) {
    if (address.getHost() == null || address.getScheme() == null) return false;
    boolean safe = address.getScheme().equalsIgnoreCase("https");
    boolean local = address.getScheme().equalsIgnoreCase("http") && address.getHost().equalsIgnoreCase("localhost");
    return (safe || local) && address.getUserInfo() == null && address.getQuery() == null && address.getFragment() == null;
  }

  private static String spelled(URI address) {
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    return (address.getScheme() + "://" + address.getAuthority()).toLowerCase(Locale.ROOT) + path;
  }
}

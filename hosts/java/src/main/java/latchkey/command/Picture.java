package latchkey.command;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Codes as pictures on a terminal: QR, two rows of it in one line of text, in its own colors where a terminal shows it. */
final class Picture {
  private Picture() {}

  /** Without dashes the code is alphanumeric, for which QR has a shorter form. */
  static String of(String code) {
    return draw(withoutDashes(code), ErrorCorrectionLevel.M);
  }

  /** The same for a phone: it opens the portal, with the request where no server sees it. */
  static String ofLink(String link) {
    return draw(link, ErrorCorrectionLevel.L);
  }

  /** What stands behind the # is never sent to a server. */
  static String linkTo(String portal, String code) {
    return portal + "#" + withoutDashes(code);
  }

  private static String withoutDashes(String code) {
    return code.replace("-", "");
  }

  private static String draw(String symbols, ErrorCorrectionLevel level) {
    BitMatrix picture = qr(symbols, level);
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < picture.getHeight(); y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < picture.getWidth(); x++) {
        boolean upper = picture.get(x, y);
        boolean lower = y + 1 < picture.getHeight() && picture.get(x, y + 1);
        line.append(upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ');
      }
      lines.add(Options.isTerminal() ? "\u001b[38;5;16;48;5;231m" + line + "\u001b[0m" : line.toString());
    }
    return String.join("\n", lines);
  }

  private static BitMatrix qr(String symbols, ErrorCorrectionLevel level) {
    Map<EncodeHintType, Object> hints = Map.of(EncodeHintType.ERROR_CORRECTION, level, EncodeHintType.MARGIN, 2);
    try {
      return new QRCodeWriter().encode(symbols, BarcodeFormat.QR_CODE, 0, 0, hints);
    } catch (WriterException tooLong) {
      throw new IllegalStateException("a code of the module fits into a QR code", tooLong);
    }
  }
}

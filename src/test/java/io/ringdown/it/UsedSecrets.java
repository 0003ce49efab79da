package io.ringdown.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Every secret that the tests of this run used, and the search for them in what the servers wrote.
 * Secrets are noticed as they go over the wire, so that no test has to tell. Thread-safe.
 */
final class UsedSecrets {
  /** Shorter ones might be an ordinary word. */
  private static final int SHORTEST = 12;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{" + SHORTEST + ",}");

  /** Members of requests and answers whose values nobody may read in a log. */
  private static final Set<String> MEMBERS =
      Set.of(
          "auth_tokens",
          "secret",
          "private_key",
          "app_secret",
          "twi_bridge_token",
          "address",
          "keys",
          "token");

  /** What the service shows at its first start, and only then. */
  private static final String MADE_AT_START = "rda_";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WORDS = ConcurrentHashMap.newKeySet();

  private UsedSecrets() {}

  /** Remembers a secret. */
  static void notice(String secret) {
    var word = WORD.matcher(secret);
    while (word.find()) {
      WORDS.add(word.group());
    }
  }

  /** Remembers the secrets in a JSON text; any other text has none. */
  static void noticeIn(String json) {
    if (json.startsWith("{")) {
      try {
        search(JSON.readTree(json), false);
      } catch (JsonProcessingException noJson) {
        // nothing that could be read, nothing that could be kept
      }
    }
  }

  private static void search(JsonNode node, boolean secret) {
    if (secret && node.isTextual()) {
      notice(node.textValue());
    }
    if (node.isObject()) {
      node.properties()
          .forEach(one -> search(one.getValue(), secret || MEMBERS.contains(one.getKey())));
    } else {
      node.forEach(one -> search(one, secret));
    }
  }

  /** How many words were noticed. */
  static int count() {
    return WORDS.size();
  }

  /**
   * Where a server wrote a secret: file, line number and the line's beginning.
   *
   * @param logs what to read
   */
  static List<String> foundIn(List<Path> logs) throws IOException {
    var found = new ArrayList<String>();
    for (var log : logs) {
      var shown = new HashSet<String>();
      var number = 0;
      for (var line : Files.readString(log, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        number++;
        var word = WORD.matcher(line);
        while (word.find()) {
          var isFirst = word.group().startsWith(MADE_AT_START) && shown.add(word.group());
          if (WORDS.contains(word.group()) && !isFirst) {
            found.add(log + ":" + number + ": " + line.substring(0, Math.min(200, line.length())));
          }
        }
      }
    }
    return found;
  }

  /** Everything that servers of this run wrote for people to read. */
  static List<Path> logs(Path target) throws IOException {
    try (var files = Files.walk(target)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> {
                var path = target.relativize(file).toString();
                return path.matches("servers/[^/]+/log")
                    || path.equals("it/console.log")
                    || path.matches("wildfly-[^/]+/standalone/log/server\\.log");
              })
          .toList();
    }
  }
}

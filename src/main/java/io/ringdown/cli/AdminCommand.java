package io.ringdown.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ringdown.cli.service.ApiPath;
import io.ringdown.cli.service.RefusedException;
import io.ringdown.cli.service.Reply;
import io.ringdown.cli.service.Service;
import io.ringdown.cli.service.UnreachableException;
import io.ringdown.cli.terminal.Misuse;
import io.ringdown.cli.terminal.Table;
import io.ringdown.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * {@code admin}: the options that all commands share, and what comes of them. Used once, by one
 * thread.
 */
@Command(
    name = "admin",
    description = "Runs a Ringdown over its API.",
    scope = ScopeType.INHERIT,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done, 1 refused or not there, 2 misuse, 3 no answer.",
      "The admin token is never an argument, as others see those: --token-file,",
      "RINGDOWN_ADMIN_TOKEN or RINGDOWN_ADMIN_TOKEN_FILE give it."
    })
public final class AdminCommand {
  /** Done. */
  public static final int OK = 0;

  /** The service refused, or does not have what was asked for. */
  public static final int REFUSED = 1;

  /** The command cannot be understood. */
  public static final int MISUSED = 2;

  /** The service gave no answer. */
  public static final int UNREACHABLE = 3;

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,1024}");
  private static final int MOST_OF_A_SECRET = 16 * 1024;
  private static final int MOST_OF_A_BODY = 1024 * 1024;

  private final Terminal terminal;

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "Where Ringdown is; RINGDOWN_URL, or http://127.0.0.1:8080.")
  @Nullable String url;

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Holds the admin token; - is standard input.")
  @Nullable String tokenFile;

  @Option(
      names = "--account",
      scope = ScopeType.INHERIT,
      paramLabel = "SID",
      description = "The Twilio account; RINGDOWN_ACCOUNT_SID.")
  @Nullable String account;

  @Option(
      names = "--ca-file",
      scope = ScopeType.INHERIT,
      paramLabel = "PEM",
      description = "Whose certificates are trusted, instead of the system's.")
  @Nullable Path caFile;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints the service's JSON as it is.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Tells what there is to say.")
  boolean help;

  private boolean standardInputIsTaken;

  private AdminCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Carries out one command.
   *
   * @return the exit code: 0 done, 1 refused, 2 misuse, 3 no answer
   */
  public static int run(Terminal terminal, String... arguments) {
    var admin = new AdminCommand(terminal);
    var commandLine =
        new CommandLine(admin)
            .addSubcommand(new AccountsCommand(admin))
            .addSubcommand(new CredentialsCommand(admin))
            .addSubcommand(new BindingsCommand(admin))
            .addSubcommand(new CallsCommand(admin))
            .addSubcommand(new ReachabilityCommand(admin))
            .addSubcommand(new ForgetCommand(admin))
            .addSubcommand(new RingCommand(admin))
            .addSubcommand(new EventsCommand(admin))
            .addSubcommand(new TwilioCommand(admin))
            .addSubcommand(new TokensCommand(admin));
    var out = new java.io.PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
    var err = new java.io.PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
    return commandLine
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, line, parsed) -> admin.told(failure))
        .execute(arguments);
  }

  Terminal terminal() {
    return terminal;
  }

  /** The service, with the admin token. */
  Service service() {
    try {
      return new Service(baseUrl(), token(), caFile);
    } catch (IOException | GeneralSecurityException e) {
      throw new Misuse("--ca-file: no certificates can be read from " + caFile);
    }
  }

  /** Where the service is, without a final slash. */
  String baseUrl() {
    String text =
        Optional.ofNullable(url)
            .or(() -> terminal.variable("RINGDOWN_URL"))
            .orElse("http://127.0.0.1:8080");
    return checkedUrl("--url", text);
  }

  /** A URL that something can be put behind. */
  static String checkedUrl(String option, String text) {
    try {
      var uri = URI.create(text);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web
          && uri.getRawAuthority() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      }
    } catch (IllegalArgumentException notOne) {
      // told below, together with what is no web address
    }
    throw new Misuse(option + " must be a URL such as https://calls.example.com");
  }

  /** The account that was named. */
  String accountSid() {
    return Optional.ofNullable(account)
        .or(() -> terminal.variable("RINGDOWN_ACCOUNT_SID"))
        .orElseThrow(
            () -> new Misuse("--account or RINGDOWN_ACCOUNT_SID must name the Twilio account"));
  }

  /** {@code /v1/accounts/{account_sid}} and these segments. */
  ApiPath inAccount(String... segments) {
    return ApiPath.of("accounts", accountSid()).then(segments);
  }

  /**
   * A secret from a file or the environment.
   *
   * @param option what names the file
   * @param file null for the environment
   */
  String secret(String option, @Nullable String file, String variable) {
    String text;
    try {
      if (file != null) {
        text = Terminal.STANDARD.equals(file) ? standardInput(MOST_OF_A_SECRET) : content(file);
      } else {
        var named = terminal.variable(variable + "_FILE");
        var given = terminal.variable(variable);
        if (given.isEmpty() && named.isEmpty()) {
          throw new Misuse("%s, %s or %s_FILE must be given".formatted(option, variable, variable));
        }
        text = given.isPresent() ? given.get() : content(named.orElseThrow());
      }
    } catch (IOException e) {
      throw new Misuse(option + ": the file cannot be read");
    }
    String secret = text.replaceFirst("\\R$", "");
    if (!VISIBLE.matcher(secret).matches()) {
      throw new Misuse(option + ": there must be 1 to 1024 visible ASCII characters in it");
    }
    return secret;
  }

  /** A JSON object from a file, or from standard input. */
  JsonObject document(String file) {
    try {
      String text =
          Terminal.STANDARD.equals(file)
              ? standardInput(MOST_OF_A_BODY)
              : Files.readString(Path.of(file));
      JsonElement element = JsonParser.parseString(text);
      if (element instanceof JsonObject object) {
        return object;
      }
    } catch (IOException e) {
      throw new Misuse("--file: " + file + " cannot be read");
    } catch (JsonParseException e) {
      // told below, together with JSON that is no object; the parser's message may quote a secret
    }
    throw new Misuse("--file: there must be a JSON object in it");
  }

  /** Takes standard input for one purpose. */
  java.io.InputStream takeStandardInput() {
    if (standardInputIsTaken) {
      throw new Misuse("only one option can read standard input");
    }
    standardInputIsTaken = true;
    return terminal.in();
  }

  /** Shows one object. */
  int show(Reply reply) {
    if (json) {
      terminal.out().println(reply.body());
    } else {
      Table.print(terminal.out(), reply.object());
    }
    return OK;
  }

  /** Shows a page of a list. */
  int show(Reply reply, String list, String... columns) {
    if (json) {
      terminal.out().println(reply.body());
      return OK;
    }
    Table.print(terminal.out(), reply.list(list), columns);
    if (reply.object().get("meta") instanceof JsonObject meta
        && meta.get("next_page_token") != null
        && meta.get("next_page_token").isJsonPrimitive()) {
      say("more with --page-token " + meta.get("next_page_token").getAsString());
    }
    return OK;
  }

  /** Tells a person something that is not what was asked for. */
  void say(String text) {
    terminal.err().println(text);
  }

  private String token() {
    return secret("--token-file", tokenFile, "RINGDOWN_ADMIN_TOKEN");
  }

  private String standardInput(int limit) throws IOException {
    return new String(takeStandardInput().readNBytes(limit), StandardCharsets.UTF_8);
  }

  private static String content(String file) throws IOException {
    try (var in = Files.newInputStream(Path.of(file))) {
      return new String(in.readNBytes(MOST_OF_A_SECRET), StandardCharsets.UTF_8);
    }
  }

  private int told(Exception failure) throws Exception {
    if (failure instanceof RefusedException
        || failure instanceof UnreachableException
        || failure instanceof Misuse) {
      String message = String.valueOf(failure.getMessage());
      say(
          "ringdown: "
              + message.lines().map(Terminal::printable).reduce((a, b) -> a + "\n" + b).orElse(""));
      return failure instanceof RefusedException
          ? REFUSED
          : failure instanceof Misuse ? MISUSED : UNREACHABLE;
    }
    throw failure;
  }
}

package io.ringdown.cli;

import com.google.gson.JsonObject;
import io.ringdown.cli.service.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin tokens}. */
@Command(name = "tokens", description = "The admin tokens themselves.")
final class TokensCommand {
  private static final String TOKENS = "admin-tokens";

  private final AdminCommand admin;

  TokensCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Lists the tokens, without what is secret of them.")
  int list(@Mixin PageOptions page) {
    return admin.show(
        admin.service().call("GET", page.of(ApiPath.of(TOKENS))),
        "admin_tokens",
        "sid",
        "name",
        "account_sid",
        "read_only",
        "status",
        "expires_at",
        "last_used_at");
  }

  @Command(description = "Makes a token, which is shown this once.")
  int add(
      @Option(names = "--name", required = true, paramLabel = "TEXT", description = "For people.")
          String name,
      @Option(
              names = "--only-account",
              paramLabel = "SID",
              description = "Reaches this account alone.")
          @Nullable String onlyAccount,
      @Option(names = "--read-only", description = "Changes nothing.") boolean readOnly,
      @Option(
              names = "--expires-at",
              paramLabel = "TIME",
              description = "2027-01-01T00:00:00Z, say; usually never.")
          @Nullable String expiresAt) {
    var body = new JsonObject();
    body.addProperty("name", name);
    if (onlyAccount != null) {
      body.addProperty("account_sid", onlyAccount);
    }
    if (readOnly) {
      body.addProperty("read_only", true);
    }
    if (expiresAt != null) {
      body.addProperty("expires_at", expiresAt);
    }
    return admin.show(admin.service().call("POST", ApiPath.of(TOKENS), body));
  }

  @Command(description = "Revokes a token.")
  int delete(@Parameters(paramLabel = "SID") String sid) {
    admin.service().call("DELETE", ApiPath.of(TOKENS, sid));
    return AdminCommand.OK;
  }
}

package io.ringdown.cli;

import io.ringdown.cli.service.ApiPath;
import io.ringdown.cli.service.Reply;
import picocli.CommandLine.Command;

/** {@code admin twilio}. */
@Command(name = "twilio", description = "Whom Twilio notifies of the account's calls.")
final class TwilioCommand {
  private final AdminCommand admin;

  TwilioCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Asks Twilio; exit code 1 when it does not notify this service properly.")
  int status() {
    return told(admin.service().call("GET", path()));
  }

  @Command(description = "Makes Twilio notify this service of all calls.")
  int connect() {
    return told(admin.service().call("PUT", path()));
  }

  @Command(description = "Makes Twilio forget this service.")
  int disconnect() {
    admin.service().call("DELETE", path());
    return AdminCommand.OK;
  }

  private int told(Reply answer) {
    admin.show(answer);
    boolean well = answer.text("configured").equals("true") && answer.list("drift").isEmpty();
    return well ? AdminCommand.OK : AdminCommand.REFUSED;
  }

  private ApiPath path() {
    return admin.inAccount("twilio", "webhook");
  }
}

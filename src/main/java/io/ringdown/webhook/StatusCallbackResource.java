package io.ringdown.webhook;

import io.ringdown.rest.Bodies;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.ClientAddress;
import io.ringdown.security.PublicUrl;
import io.ringdown.security.RequestLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/**
 * Twilio's word on how a call goes on, over HTTP: {@code POST /calls/statusCallback}.
 *
 * @see <a href="https://www.twilio.com/docs/voice/twiml/client#attributes-status-callback">Twilio:
 *     statusCallback of Client</a>
 */
@Path("statusCallback")
@ApplicationScoped
public class StatusCallbackResource {
  private static final String SIGNATURE = "X-Twilio-Signature";

  @Inject StatusReceiver receiver;
  @Inject PublicUrl publicUrl;
  @Inject ClientAddress addresses;

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response receive(
      @Context HttpHeaders headers, @Context HttpServletRequest request, InputStream body)
      throws IOException {
    if (headers.getMediaType() == null) {
      throw new ProblemException(
          Problem.of(415, "The request must say Content-Type: application/x-www-form-urlencoded."));
    }
    var form = FormBody.read(Bodies.read(headers, body, Bodies.WEBHOOK_LIMIT));
    var url = publicUrl.of(RequestLines.of(request));
    receiver.receive(url, form, headers.getHeaderString(SIGNATURE), () -> addresses.of(request));
    return Response.noContent().build();
  }
}

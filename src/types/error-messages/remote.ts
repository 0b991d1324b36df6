/** Texts of errors about sessions, operations and servers of Spark Connect. */
export const REMOTE_MESSAGES: { readonly [condition: string]: string } = {
  OPERATION_CANCELED: "The operation was cancelled.",
  "CONNECT_INVALID_PLAN.CANNOT_PARSE": "The plan of the client could not be read: <errorMsg>.",
  "INVALID_CURSOR.DISCONNECTED": "This stream of results has been taken over by another request.",
  "INVALID_CURSOR.NOT_REATTACHABLE":
    "The operation was started without reattachment; its results cannot be asked for again.",
  "INVALID_CURSOR.POSITION_NOT_AVAILABLE": "The response <responseId> (number <index>) is no longer kept.",
  "INVALID_HANDLE.FORMAT": "<handle> is no UUID.",
  "INVALID_HANDLE.OPERATION_ALREADY_EXISTS": "There is an operation <handle> already.",
  "INVALID_HANDLE.OPERATION_NOT_FOUND": "There is no operation <handle>.",
  "INVALID_HANDLE.SESSION_CHANGED":
    "The session <handle> is another one than before: the server has been restarted. Make a new session.",
  "INVALID_HANDLE.SESSION_CLOSED": "The session <handle> has been closed. Make a new session.",
  "INVALID_HANDLE.SESSION_NOT_FOUND": "There is no session <handle>. Make a new session.",
  CANNOT_CONFIGURE_SPARK_CONNECT_MASTER:
    "Both a master, <master_url>, and a server, <connect_url>, are set. Set one of them.",
  INVALID_CONNECT_URL: "This is no URL of a Spark Connect server: <detail>.",
  INVALID_SESSION_UUID_ID: "<arg_name> must be a UUID: <origin>.",
  ONLY_SUPPORTED_WITH_SPARK_CONNECT: "<feature> is possible only in a session on a Spark Connect server.",
  RESPONSE_ALREADY_RECEIVED: "The server no longer knows the operation, though a part of its results has come.",
  SESSION_ALREADY_EXIST: "There is a session on the embedded engine already: stop it before one on a server is made.",
};

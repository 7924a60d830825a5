import type { AnyRoute } from '../../platform/http/route.ts';
import { agreementRoutes, agreementTag } from './agreement-routes.ts';
import { meetingRoutes, meetingTag } from './meeting-routes.ts';
import { recommendationRoutes, recommendationTag } from './recommendation-routes.ts';

export const followUpRoutes: AnyRoute[] = [...meetingRoutes, ...recommendationRoutes, ...agreementRoutes];

export const followUpTags = [meetingTag, recommendationTag, agreementTag];

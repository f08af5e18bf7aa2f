export { type DescribeSchedulerOptions, describeScheduler, type TestRunner } from './describe-scheduler.js';
